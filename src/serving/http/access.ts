import { createHash, timingSafeEqual } from "node:crypto";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";

/** Throws a DiagnosticError where a server on this host could be reached by others without a token. */
export function requireSafeHost(host: string, token: string | undefined): void {
  if (token === undefined && !isLoopback(host)) throw new DiagnosticError([diagnose("Q1271", { host })]);
}

/** Whether only this machine gets to an address. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/**
 * Returns what looks at each request's headers and throws a DiagnosticError where it must not be answered. With a token, that has to be sent;
 * without one, the name that was asked for has to be this machine's own: a page of the web could otherwise have its own name lead here.
 */
export function accessCheck(
  token: string | undefined,
): (headers: Readonly<Record<string, string | string[] | undefined>>) => void {
  if (token === undefined)
    return ({ host }) => {
      if (!isLoopback(String(host ?? "").replace(/:\d+$/, ""))) throw refuse("another host");
    };
  const wanted = digest(token);
  return ({ authorization }) => {
    if (typeof authorization !== "string") throw refuse("no token");
    const given = /^Bearer +(.*)$/i.exec(authorization)?.[1] ?? "";
    // Digests are of one length, and compared in one time whatever was given.
    if (!timingSafeEqual(digest(given), wanted)) throw refuse("a wrong token");
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function refuse(problem: "no token" | "a wrong token" | "another host"): DiagnosticError {
  return new DiagnosticError([diagnose("Q1276", { problem })]);
}
