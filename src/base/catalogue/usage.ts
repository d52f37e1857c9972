/** Q07xx: the command line. */
export const usageMessages = {};
