/** Handlebars' syntax tree as its parser makes it before whitespace control: the part that reading facts needs. */
export interface Program {
  readonly type: "Program";
  readonly body: readonly Statement[];
  readonly blockParams?: readonly string[];
}

/** Lines count from 1, columns from 0. */
export interface Location {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

interface Call {
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
  readonly type: "PartialStatement" | "PartialBlockStatement";
  readonly name: Expression;
  readonly params: readonly Expression[];
  readonly hash?: Hash;
  readonly program?: Program;
  readonly loc: Location;
}

interface Text {
  readonly type: "ContentStatement" | "CommentStatement";
  readonly value: string;
  readonly loc: Location;
}

interface Decorator extends Call {
  readonly type: "Decorator" | "DecoratorBlock";
}

export type Statement = Mustache | Block | Partial | Text | Decorator;

export interface SubExpression extends Call {
  readonly type: "SubExpression";
}

export interface Path {
  readonly type: "PathExpression";
  readonly original: string;
  readonly data: boolean;
  readonly depth: number;
  readonly parts: readonly (string | SubExpression)[];
  readonly loc: Location;
}

export interface Literal {
  readonly type: "StringLiteral" | "NumberLiteral" | "BooleanLiteral" | "NullLiteral" | "UndefinedLiteral";
  readonly value?: string | number | boolean | null;
  readonly loc: Location;
}

export type Expression = SubExpression | Path | Literal;

export interface Hash {
  readonly pairs: readonly { readonly key: string; readonly value: Expression; readonly loc: Location }[];
}

/** Something that is called: `{{x ...}}`, `{{#x ...}}`, `(x ...)`. */
export type AnyCall = Mustache | Block | SubExpression | Decorator;
