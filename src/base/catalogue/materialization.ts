import { compilationMessages } from "./compilation.ts";
/** Q04xx: materialisation and its settings. */
export const materializationMessages = {
  ...compilationMessages,
};
