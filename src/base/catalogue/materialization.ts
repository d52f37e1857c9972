import { compilationMessages } from "./compilation.ts";
import { materializingMessages } from "./materializing.ts";

/** Q04xx: materialisation and its settings. */
export const materializationMessages = {
  ...materializingMessages,
  ...compilationMessages,
};
