/** Q06xx: building and testing. */
export const runMessages = {};
