/** Handlebars' syntax tree, as its parser makes it after whitespace control: the part that rendering reads. */
export interface Program {
  readonly type: "Program";
  readonly body: readonly Statement[];
  readonly blockParams?: readonly string[];
}

export type Statement = Content | Comment | Mustache | Block | Partial | Other;

export interface Content {
  readonly type: "ContentStatement";
  /** After whitespace control. */
  readonly value: string;
  readonly original: string;
  readonly loc: Location;
}

interface Comment {
  readonly type: "CommentStatement";
}

/** `{{path params hash}}`, also within parentheses. */
export interface Call {
  readonly path: Expression;
  readonly params: readonly Expression[];
  readonly hash?: Hash;
  readonly loc: Location;
}

export interface Mustache extends Call {
  readonly type: "MustacheStatement";
}

export interface Block extends Call {
  readonly type: "BlockStatement";
  readonly program?: Program;
  readonly inverse?: Program;
}

export interface Partial {
  readonly type: "PartialStatement";
  readonly name: Expression;
  readonly params: readonly Expression[];
  readonly hash?: Hash;
  /** Whitespace before a partial that stands alone on its line. */
  readonly indent?: string;
  readonly loc: Location;
}

interface Other {
  readonly type: "PartialBlockStatement" | "Decorator" | "DecoratorBlock";
}

export type Expression = SubExpression | Path | Literal;

export interface SubExpression extends Call {
  readonly type: "SubExpression";
}

export interface Path {
  readonly type: "PathExpression";
  readonly original: string;
  /** `@root.x` */
  readonly data: boolean;
  /** Number of `../`. */
  readonly depth: number;
  readonly parts: readonly string[];
  readonly loc: Location;
}

export type Literal = { readonly loc: Location } & (
  | { readonly type: "StringLiteral"; readonly value: string }
  | { readonly type: "NumberLiteral"; readonly value: number }
  | { readonly type: "BooleanLiteral"; readonly value: boolean }
  | { readonly type: "UndefinedLiteral" | "NullLiteral" }
);

export interface Hash {
  readonly pairs: readonly { readonly key: string; readonly value: Expression }[];
}

/** Lines count from 1, columns from 0. */
export interface Location {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

/** True for `x`, not for `this`, `./x`, `../x`, `x.y` and `@x`. */
export function isSimpleName(path: Expression): path is Path {
  return (
    path.type === "PathExpression" &&
    path.parts.length === 1 &&
    path.depth === 0 &&
    !path.data &&
    !isScoped(path)
  );
}

/** True for `this.x`, `./x` and `../x`, which are never helpers. */
export function isScoped(path: Path): boolean {
  return /^\.|this\b/.test(path.original);
}
