/** Q05xx: the engine and its file. */
export const engineMessages = {};
