/*
 * What is loaded of the library where it is needed: `await import("yaml")` itself gives no names in a bundle that other files share the library in.
 */
export { parse } from "yaml";
