/** Q02xx: templates and macros. */
export const templateMessages = {};
