/** Q04xx: materialisation and its settings. */
export const materializationMessages = {};
