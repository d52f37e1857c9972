import { didYouMean, entry } from "./entry.ts";

/** Q02xx: templates and macros. */
export const templateMessages = {
  Q0201: entry<{ reason: string }>({
    message: ({ reason }) => `the template cannot be read: ${reason}`,
    hint: () => 'templates are Handlebars: {{ref "x"}}, {{#if incremental}} ... {{/if}}, {{> macro a=1}}',
  }),
  Q0202: entry<{ name: string; suggestion?: string }>({
    message: ({ name, suggestion }) => `unknown helper or macro "${name}"${didYouMean(suggestion)}`,
    hint: () => "functions live in macros/*.ts, partials ({{> name}}) in macros/*.hbs",
  }),
  Q0203: entry<{ helper: string; given: number; min: number; max: number }>({
    message: ({ helper, given, min, max }) =>
      `{{${helper}}} takes ${countArguments(min, max)}, but ${given === 0 ? "none is" : given === 1 ? "1 is" : `${given} are`} given`,
    hint: ({ helper }) => usages[helper],
  }),
  Q0204: entry<{ helper: string; key: string; known: readonly string[]; suggestion?: string }>({
    message: ({ helper, key, suggestion }) =>
      `{{${helper}}} knows no argument "${key}="${didYouMean(suggestion)}`,
    hint: ({ known }) => (known.length === 0 ? "it takes no named arguments" : `known: ${known.join(", ")}`),
  }),
  Q0205: entry<{ key: string }>({
    message: ({ key }) => `"${key}" is not a literal value`,
    hint: () =>
      "settings and defaults are read without running the template: write a string, a number, true or false",
  }),
  Q0206: entry({
    message: () => "{{config}} stands inside a block or an expression",
    hint: () => "write it once at the top of the file: settings hold for the whole model",
  }),
  Q0207: entry<{ name: string; suggestion?: string }>({
    message: ({ name, suggestion }) => `unknown macro "${name}"${didYouMean(suggestion)}`,
    hint: ({ name }) => `{{> ${name}}} renders macros/${name}.hbs`,
  }),
  Q0208: entry({
    message: () => "{{params}} does not declare a macro's parameters here",
    hint: () => 'it is the first thing in macros/*.hbs: {{params events timeout="30 minutes"}}',
  }),
  Q0209: entry<{ what: string }>({
    message: ({ what }) => `${what} are not supported in SQL templates`,
    hint: () => "use {{> macro}} with arguments, or a function in macros/*.ts",
  }),
  Q0210: entry<{ helper: string; isBlock: boolean }>({
    message: ({ helper, isBlock }) =>
      isBlock ? `{{${helper}}} is a block` : `{{#${helper}}} is not a block`,
    hint: ({ helper, isBlock }) =>
      isBlock ? `write {{#${helper} ...}} ... {{/${helper}}}` : `write {{${helper} ...}}`,
  }),
  Q0211: entry<{ name: string; suggestion?: string }>({
    message: ({ name, suggestion }) => `"${name}" is not known in this template${didYouMean(suggestion)}`,
    hint: ({ name }) => `variables of the project are read by {{var "${name}"}}`,
  }),
  Q0212: entry<{ name: string; isPartial: boolean }>({
    message: ({ name, isPartial }) =>
      isPartial
        ? `"${name}" is a function, but is called as a partial`
        : `"${name}" is a partial, but is called as a function`,
    hint: ({ name, isPartial }) => (isPartial ? `write {{${name} ...}}` : `write {{> ${name} name=value}}`),
  }),
  Q0213: entry<{ name: string; first: string }>({
    message: ({ name, first }) => `macro "${name}" is already defined in ${first}`,
    hint: () => "rename one of them",
  }),
  Q0214: entry<{ name: string }>({
    message: ({ name }) => `macro "${name}" has the name of a built-in helper`,
    hint: () => "rename it: it would never be called",
  }),
  Q0215: entry<{ file: string }>({
    message: ({ file }) => `${file} cannot be read as TypeScript`,
  }),
  Q0216: entry<{ file: string }>({
    severity: "warning",
    message: ({ file }) => `${file} exports no function`,
    hint: () => "each exported function is a macro of its name",
  }),
  Q0217: entry<{ name: string; suggestion?: string }>({
    message: ({ name, suggestion }) => `unknown docs block "${name}"${didYouMean(suggestion)}`,
    hint: ({ name }) => `write it in a .md file of models/: {{#docs "${name}"}} ... {{/docs}}`,
  }),
  Q0218: entry<{ reason: string }>({
    message: ({ reason }) => `docs block: ${reason}`,
    hint: () => 'a docs block is {{#docs "name"}} ... {{/docs}}',
  }),
  Q0221: entry({
    message: () => "templates are written in Handlebars, not in Jinja",
    hint: () =>
      "write {{#if incremental}} ... {{/if}}, {{#each ...}} ... {{/each}}; macros are files of macros/",
  }),
  Q0219: entry<{ name: string; first: string }>({
    message: ({ name, first }) => `docs block "${name}" is already defined in ${first}`,
  }),
};

const usages: Readonly<Record<string, string>> = {
  ref: 'write {{ref "model"}} or {{ref "package" "model"}}',
  source: 'write {{source "source" "table"}}',
  var: 'write {{var "name"}} or {{var "name" "default"}}',
  env: 'write {{env "NAME"}} or {{env "NAME" "default"}}',
  config: 'settings are named: {{config materialized="table"}}',
};

function countArguments(min: number, max: number): string {
  const noun = (count: number) => (count === 1 ? "argument" : "arguments");
  if (max === 0) return "no arguments";
  if (min === max) return `${min} ${noun(min)}`;
  if (max >= 100) return `at least ${min} ${noun(min)}`;
  return `${min} to ${max} arguments`;
}
