declare const __QUERN_VERSION__: string | undefined;

/** Version of this program; the bundler fills it in from package.json. */
export const version: string = typeof __QUERN_VERSION__ === "string" ? __QUERN_VERSION__ : "0.0.0";
