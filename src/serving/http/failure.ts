import { type Diagnostic, DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import { limits } from "./limits.ts";

/** How a request is refused: a status, and a diagnostic as the one JSON of every refusal. */
export interface Refusal {
  readonly status: number;
  readonly diagnostic: Diagnostic;
  /** The server is at fault: whoever runs it is told. */
  readonly isOurs: boolean;
}

/** `{"error": {"code", "message", "hint"}}` */
export function renderRefusal({ diagnostic: { code, message, hint } }: Refusal): string {
  return JSON.stringify({ error: { code, message, ...(hint !== undefined && { hint }) } });
}

/** What is said of an error of any kind: nothing of the inside of the server. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof DiagnosticError && error.diagnostics[0] !== undefined) {
    const [diagnostic] = error.diagnostics;
    const status = statuses[diagnostic.code] ?? 400;
    return { status, diagnostic, isOurs: status >= 500 };
  }
  const { code = "", statusCode = 500 } = error as { readonly code?: string; readonly statusCode?: number };
  const known = frameworkRefusals[code];
  if (known !== undefined) return { status: statusCode, diagnostic: known(), isOurs: false };
  if (statusCode >= 400 && statusCode < 500)
    return { status: statusCode, diagnostic: malformed("request", "it cannot be read"), isOurs: false };
  return { status: 500, diagnostic: diagnose("Q1279", { reason: "a fault of the server" }), isOurs: true };
}

/** A refusal of what a request holds, told at its place. */
export function malformed(where: string, problem: string): Diagnostic {
  return diagnose("Q1270", { where, problem });
}

const statuses: Readonly<Record<string, number>> = {
  Q1266: 404,
  Q1275: 404,
  Q1276: 401,
  Q1277: 413,
  Q1278: 500,
  Q1279: 500,
};

/** What fastify finds before a handler runs. */
const frameworkRefusals: Readonly<Record<string, () => Diagnostic>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () =>
    diagnose("Q1277", { what: "the body", limit: `${limits.bodyBytes / 1024} KiB` }),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    malformed("header content-type", "the body has to be application/json"),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    malformed("header content-length", "it is not the length of the body"),
  FST_ERR_BAD_URL: () =>
    malformed("path", "a % is not followed by two hexadecimal digits, or they are no UTF-8"),
};
