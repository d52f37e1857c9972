/**
 * Handlebars' syntax tree as its parser makes it: the part that reading facts and rendering need. Every place is one in the text as
 * it is written.
 */
export interface Program {
  readonly type: "Program";
  readonly body: readonly Statement[];
  readonly blockParams?: readonly string[];
}

export type Statement = Content | Comment | Mustache | Block | Partial | PartialBlock | Decorator;

export interface Content {
  readonly type: "ContentStatement";
  /** What whitespace control left of `original`, where it was applied. */
  readonly value: string;
  readonly original: string;
  readonly loc: Location;
}

interface Comment {
  readonly type: "CommentStatement";
  readonly value: string;
  readonly loc: Location;
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
  /** Whitespace before a partial that stands alone on its line, where whitespace control was applied. */
  readonly indent?: string;
  readonly loc: Location;
}

export interface PartialBlock extends Omit<Partial, "type" | "indent"> {
  readonly type: "PartialBlockStatement";
  readonly program?: Program;
}

interface Decorator extends Call {
  readonly type: "Decorator" | "DecoratorBlock";
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
  | { readonly type: "UndefinedLiteral" | "NullLiteral"; readonly value?: null }
);

export interface Hash {
  readonly pairs: readonly { readonly key: string; readonly value: Expression; readonly loc: Location }[];
}

export interface Location {
  readonly start: Position;
  readonly end: Position;
}

/** Lines count from 1, columns from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
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
