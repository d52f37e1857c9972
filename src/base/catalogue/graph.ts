/** Q03xx: rules of the graph. */
export const graphMessages = {};
