import { Argument, type CommanderError, type Help, Option, Command as Parser } from "commander";
import { type Diagnostic, DiagnosticError, diagnose } from "../base/diagnostic.ts";
import { findSuggestion } from "../base/suggest.ts";
import { version } from "../base/version.ts";
import type { Command, CommandGroup } from "./command.ts";
import { commands, commandTree } from "./commands/index.ts";
import {
  commonOptions,
  type OptionDefinition,
  type OptionName,
  type Options,
  optionTable,
  runOptions,
  selectionOptions,
} from "./options.ts";

/** What the words of the command line ask for. */
export type Request =
  | {
      readonly kind: "command";
      readonly command: Command;
      readonly words: readonly string[];
      readonly options: Options;
    }
  | { readonly kind: "text"; readonly text: string; readonly code: 0 | 2 };

/** Parses the words after `quern`. Throws a `DiagnosticError` where they are not understood. */
export function parseCommandLine(words: readonly string[]): Request {
  let request: Request | undefined;
  let help = "";
  const program = createParser("quern", (text) => {
    help += text;
  })
    .version(version, "-V, --version", "print the version")
    .configureHelp({ formatHelp: renderOverview })
    .enablePositionalOptions();
  addOptions(program, commonOptions);
  let overview = () => program.helpInformation();
  const addCommand = (command: Command, above: readonly Parser[]) => {
    const [parent = program] = above.slice(-1);
    const parser = parent.command(lastWord(command.name)).copyInheritedSettings(program).configureHelp({});
    if (command.aliases) parser.aliases(command.aliases);
    // Two hundred options cost more than all else that `quern --help` does: only a command that is named gets its own.
    if (!isNamed(command, words)) return;
    describeCommand(parser, command);
    parser.action(() => {
      request = {
        kind: "command",
        command,
        words: parser.args,
        options: [...above, parser].map((each) => each.opts() as Options).reduce(mergeOptions),
      };
    });
  };
  for (const each of commandTree) {
    if (!("commands" in each)) {
      addCommand(each, [program]);
      continue;
    }
    const group: Parser = program
      .command(each.name)
      .copyInheritedSettings(program)
      .configureHelp({ formatHelp: (_, helper) => renderGroup(each, group, helper) })
      .enablePositionalOptions();
    if (!words.includes(each.name)) continue;
    addOptions(group, commonOptions);
    for (const command of each.commands) addCommand(command, [program, group]);
    overview = () => group.helpInformation();
  }
  if (words.length === 0) return { kind: "text", text: program.helpInformation(), code: 2 };
  try {
    program.parse([...words], { from: "user" });
  } catch (error) {
    if (!isCommanderError(error)) throw error;
    if (error.exitCode !== 0 && error.code !== "commander.help")
      throw new DiagnosticError([describeMistake(error, words)]);
    // A group without a command: what there is, as it is for no words at all.
    return error.exitCode === 0
      ? { kind: "text", text: help, code: 0 }
      : { kind: "text", text: overview(), code: 2 };
  }
  return request ?? { kind: "text", text: overview(), code: 2 };
}

/** The help of `quern` itself: commands first, since that is what one looks for. */
function renderOverview(program: Parser, helper: Help): string {
  return renderCommands("quern", "Raw customer data in, tested and published tables out.", commandTree, {
    program,
    helper,
  });
}

/** The help of a group: the same, of its commands. */
function renderGroup(group: CommandGroup, program: Parser, helper: Help): string {
  const named = group.commands.map(({ name, summary }) => ({ name: lastWord(name), summary }));
  return renderCommands(`quern ${group.name}`, group.summary, named, { program, helper });
}

function renderCommands(
  usage: string,
  about: string,
  named: readonly { readonly name: string; readonly summary: string }[],
  { program, helper }: { readonly program: Parser; readonly helper: Help },
): string {
  const options = helper.visibleOptions(program).map((option) => [option.flags, option.description] as const);
  const names = named.map((command) => [command.name, command.summary] as const);
  const width = Math.max(...[...names, ...options].map(([term]) => term.length)) + 2;
  const list = (items: typeof options) => items.map(([term, text]) => `  ${term.padEnd(width)}${text}`);
  return [
    `Usage: ${usage} COMMAND [options]`,
    "",
    about,
    "",
    "Commands:",
    ...list(names),
    "",
    "Options:",
    ...list(options),
    "",
    `\`${usage} COMMAND --help\` says more of a command.`,
    "",
  ].join("\n");
}

const lastWord = (name: string): string => name.split(" ").at(-1) ?? name;

function createParser(name: string, write: (text: string) => void): Parser {
  return new Parser(name)
    .exitOverride()
    .configureOutput({
      writeOut: write,
      writeErr: () => {},
      outputError: () => {},
      getOutHelpWidth: () => 100,
    })
    .addHelpOption(new Option("-h, --help", "print this help").helpGroup("Common options:"))
    .helpCommand(false);
}

function isNamed({ name, aliases = [] }: Command, words: readonly string[]): boolean {
  return [name, ...aliases].some((known) => known.split(" ").every((word) => words.includes(word)));
}

function describeCommand(parser: Parser, command: Command): void {
  parser.description([command.summary, command.details].filter(Boolean).join("\n\n"));
  for (const { name, optional, repeated, description } of command.arguments ?? []) {
    const term = repeated ? `${name}...` : name;
    parser.addArgument(new Argument(optional ? `[${term}]` : `<${term}>`, description));
  }
  addOptions(parser, [...command.options, ...commonOptions]);
  parser.addHelpText("after", `\nExamples:\n${command.examples.map((line) => `  ${line}`).join("\n")}`);
}

function addOptions(parser: Parser, names: readonly OptionName[]): void {
  for (const name of names) {
    const definition = optionTable[name];
    const option = new Option(definition.flags, definition.description).helpGroup(groupOf(name));
    // Two options may be written alike, of different commands.
    option.attributeName = () => name;
    if (definition.choices) option.description += ` (${definition.choices.join(", ")})`;
    if (definition.value) option.argParser((text, before) => readValue(definition, text, before));
    parser.addOption(option);
  }
}

function groupOf(name: OptionName): string {
  if (commonOptions.includes(name)) return "Common options:";
  if (selectionOptions.includes(name)) return "Selection:";
  if (runOptions.includes(name)) return "Running:";
  return "Options:";
}

function readValue(definition: OptionDefinition, text: string, before: unknown): unknown {
  const option = definition.flags.replace(/^-\w, /, "").replace(/ .*/, "");
  const refuse = (expected: string): never => {
    throw new DiagnosticError([diagnose("Q0704", { option, value: text, expected })]);
  };
  if (definition.choices && !definition.choices.includes(text)) {
    const suggestion = findSuggestion(text, definition.choices);
    refuse(`one of ${definition.choices.join(", ")}${suggestion ? ` — did you mean "${suggestion}"?` : ""}`);
  }
  switch (definition.value) {
    case "list":
    case "texts":
      return [...(Array.isArray(before) ? before : []), text];
    case "count":
      return /^\d{1,15}$/.test(text) ? Number(text) : refuse("a whole number");
    case "number":
      return /^\d*\.?\d+$/.test(text) && Number(text) > 0 ? Number(text) : refuse("a number above 0");
    default:
      return text;
  }
}

/** Common options may stand before the command or after it; `--no-color` in either place counts. */
function mergeOptions(outer: Options, inner: Options): Options {
  const { vars: outerVars = [] } = outer;
  const { vars: innerVars = [] } = inner;
  return {
    ...outer,
    ...inner,
    color: outer.color !== false && inner.color !== false,
    cache: outer.cache !== false && inner.cache !== false,
    vars: [...outerVars, ...innerVars],
  };
}

function isCommanderError(error: unknown): error is CommanderError {
  return (
    error instanceof Error &&
    "exitCode" in error &&
    String((error as CommanderError).code).startsWith("commander.")
  );
}

function describeMistake(error: CommanderError, words: readonly string[]): Diagnostic {
  const suggestion = /\(Did you mean (?:one of )?([^?]+)\?\)/.exec(error.message)?.[1]?.split(", ")[0];
  const problem = error.message
    .replace(/^error: /, "")
    .replace(/\n\(Did you mean.*/s, "")
    .replace(/\.$/, "")
    .replaceAll("'", '"');
  const command = commands.find((each) => isNamed(each, words));
  const group = commandTree.find((each) => "commands" in each && words.includes(each.name));
  const selects = error.code === "commander.excessArguments" && command?.options.includes("select");
  return diagnose("Q0701", {
    problem,
    command: ["quern", (command ?? group)?.name].filter(Boolean).join(" "),
    ...(suggestion && { suggestion }),
    ...(selects && { advice: "nodes are chosen with --select" }),
  });
}
