import { model } from "./model.ts";

/** What a user's TypeScript imports from the running program and not from its own node_modules, each loaded when a bundle asks for it. */
export const ownModules: Readonly<Record<string, () => Promise<object>>> = {
  quern: async () => ({ model, sql: (await import("kysely")).sql }),
  kysely: () => import("kysely"),
  arquero: () => import("arquero"),
};

const key = Symbol.for("quern.modules");

/** Makes the modules that a bundle names available to it. Called before the bundle is imported. */
export async function provideOwnModules(code: string): Promise<void> {
  const holder = globalThis as { [key]?: Record<string, object> };
  holder[key] ??= {};
  const provided = holder[key];
  for (const [, name = ""] of code.matchAll(/Symbol\.for\("quern\.modules"\)\]\["(\w+)"\]/g))
    provided[name] ??= (await ownModules[name]?.()) ?? {};
}
