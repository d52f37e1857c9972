import type { Outcome } from "../base/diagnostic.ts";
import type { DocsBlock, HandlebarsMacro } from "./definitions.ts";
import type { FoundFile } from "./list-files.ts";
import type { ProjectFile } from "./project-file.ts";
import type { Properties } from "./properties.ts";
import type { TemplateFacts } from "./template-facts.ts";
import type { ModelsFile } from "./typescript/facts.ts";
import type { FunctionFile } from "./typescript/macro-functions.ts";
import type { GivenValues } from "./typescript/record-givens.ts";
import { parsePlainYaml } from "./yaml/parse-plain-yaml.ts";
import type { YamlFile } from "./yaml/yaml-node.ts";

/** What a file is to the project, and what parsing it makes. */
export interface ParsedFiles {
  readonly project: ProjectFile | undefined;
  readonly model: TemplateFacts;
  readonly test: TemplateFacts;
  readonly rule: TemplateFacts;
  readonly properties: Properties;
  readonly docs: readonly DocsBlock[];
  readonly partial: HandlebarsMacro;
  readonly functions: FunctionFile;
  readonly models: ModelsFile;
}

export type FileRole = keyof ParsedFiles;

/** Whom a file belongs to, and what its code is given. */
export interface ParseContext {
  readonly owner: string;
  readonly givens: GivenValues;
}

/** Parses a file by its role. */
export async function parseFile<R extends FileRole>(
  role: R,
  found: FoundFile,
  text: string,
  context: ParseContext,
): Promise<Outcome<ParsedFiles[R]>> {
  const parse = (parsers[role] ?? (await loaders[role]())) as Parser<R>;
  (parsers as Record<FileRole, unknown>)[role] = parse;
  return parse(found, text, context);
}

type Parser<R extends FileRole> = (
  found: FoundFile,
  text: string,
  context: ParseContext,
) => Outcome<ParsedFiles[R]> | Promise<Outcome<ParsedFiles[R]>>;

/** Parsers that were loaded. */
const parsers: { [R in FileRole]?: Parser<R> } = {};

/** Each parser brings its own libraries: after a change of one file only one of them is loaded. */
const loaders: { readonly [R in FileRole]: () => Promise<Parser<R>> } = {
  project: async () => {
    const { readProjectFile } = await import("./project-file.ts");
    return async (found, text) => readShape(await readYaml(found.file, text), readProjectFile);
  },
  properties: async () => {
    const { readProperties } = await import("./properties.ts");
    return async (found, text, { owner }) =>
      readShape(await readYaml(found.file, text), (yaml) => readProperties(yaml, owner));
  },
  model: async () => {
    const { parseModelFile } = await import("./model-file.ts");
    return (found, text) => parseModelFile(found.file, text);
  },
  test: async () => {
    const { parseTestFile } = await import("./model-file.ts");
    return (found, text) => parseTestFile(found.file, text);
  },
  rule: async () => {
    const { parseRuleFile } = await import("./model-file.ts");
    return (found, text) => parseRuleFile(found.file, text);
  },
  docs: async () => {
    const { parseDocsBlocks } = await import("./docs-blocks.ts");
    return (found, text) => parseDocsBlocks(found.file, text);
  },
  partial: async () => {
    const { parseHandlebarsMacro } = await import("./macros.ts");
    return (found, text) => parseHandlebarsMacro(found.file, text);
  },
  functions: async () => {
    const { readMacroFunctions } = await import("./typescript/macro-functions.ts");
    return readMacroFunctions;
  },
  models: async () => {
    const { readModels } = await import("./typescript/read-models.ts");
    return (found, text, { givens }) => readModels(found, text, givens);
  },
};

/** The library that reads all of YAML is loaded only for a file that needs it. */
async function readYaml(file: string, text: string): Promise<Outcome<YamlFile>> {
  const plain = parsePlainYaml(file, text);
  if (plain) return { value: plain, diagnostics: [] };
  const { parseYaml } = await import("./yaml/parse-yaml.ts");
  return parseYaml(file, text);
}

/** Where the syntax is wrong, what seems wrong about the shape is only its consequence. */
function readShape<T>(yaml: Outcome<YamlFile>, read: (yaml: YamlFile) => Outcome<T>): Outcome<T> {
  const { value, diagnostics } = read(yaml.value);
  const isGarbled = yaml.diagnostics.some(({ code }) => garbled.has(code));
  return { value, diagnostics: isGarbled ? yaml.diagnostics : [...yaml.diagnostics, ...diagnostics] };
}

const garbled: ReadonlySet<string> = new Set(["Q0011", "Q0012", "Q0016", "Q0017", "Q0018", "Q0019"]);
