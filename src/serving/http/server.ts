import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import { renderMany, renderOne } from "../render-answer.ts";
import type { Pack } from "../store/pack.ts";
import type { Shelf } from "../store/shelf.ts";
import { accessCheck, requireSafeHost } from "./access.ts";
import { refusalOf, renderRefusal } from "./failure.ts";
import { limits } from "./limits.ts";
import { summarize } from "./list-sets.ts";
import { openApi } from "./open-api.ts";
import { parseBody, readBatch, readPathKey, readQueryFeatures } from "./read-request.ts";

export interface ServerOptions {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  /** Without one, only this machine is served. */
  readonly token?: string;
  /** Told of faults of the server itself, which requests say nothing of. */
  readonly onFault: (error: unknown) => void;
  /** Whether what is served is what the warehouse holds. */
  readonly isFresh: () => boolean;
  readonly now?: () => number;
}

/** A server that listens. */
export interface FeatureServer {
  /** `http://127.0.0.1:8765` */
  readonly address: string;
  /** Takes no more requests, answers those that have come, and ends. */
  readonly close: () => Promise<void>;
}

/** Starts to answer requests for what stands on the shelf. Throws a DiagnosticError where it must not, or cannot, listen. */
export async function startServer(shelf: Shelf, options: ServerOptions): Promise<FeatureServer> {
  const { host, port } = options;
  requireSafeHost(host, options.token);
  const server = createServer(options);
  addRoutes(server, shelf, options);
  try {
    return { address: await server.listen({ host, port }), close: () => closeServer(server) };
  } catch (error) {
    await server.close();
    const { code = "", message } = error as NodeJS.ErrnoException;
    throw new DiagnosticError([diagnose("Q1272", { host, port, reason: reasons[code] ?? message })]);
  }
}

/** Connections that wait for another request would hold the end up; so would requests that never come in whole. */
async function closeServer(server: FastifyInstance): Promise<void> {
  const idle = setInterval(() => server.server.closeIdleConnections(), 50);
  const slow = setTimeout(() => server.server.closeAllConnections(), limits.requestTime);
  await server.close();
  clearInterval(idle);
  clearTimeout(slow);
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "something else listens there",
  EACCES: "the system does not allow it",
  EADDRNOTAVAIL: "this machine has no such address",
  ENOTFOUND: "there is no such host",
};

function createServer({ token, onFault }: ServerOptions): FastifyInstance {
  const refuse = (error: unknown, reply: FastifyReply) => {
    const refusal = refusalOf(error);
    if (refusal.isOurs) onFault(error);
    return sendJson(reply.code(refusal.status), renderRefusal(refusal));
  };
  const server = fastify({
    logger: false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTime,
    routerOptions: { maxParamLength: limits.pathLength },
    frameworkErrors: (error, _request, reply) => refuse(error, reply),
    clientErrorHandler: (error, socket) => {
      if (error.code !== "ECONNRESET" && socket.writable) socket.end(malformedResponse);
    },
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    "application/json",
    { parseAs: "string" },
    async (_request: FastifyRequest, text: string) => parseBody(text),
  );
  server.setErrorHandler((error, _request, reply) => refuse(error, reply));
  server.setNotFoundHandler(({ method, url }, reply) => {
    const [path = ""] = url.split("?");
    const parameters = { method, path, known: routes };
    return refuse(new DiagnosticError([diagnose("Q1275", parameters)]), reply);
  });
  const check = accessCheck(token);
  server.addHook("onRequest", async ({ headers, routeOptions }) => {
    if (routeOptions.url !== "/health") check(headers);
  });
  return server;
}

const routes = [
  "GET /features",
  "GET /features/{set}/{key}",
  "POST /features/{set}",
  "GET /openapi.json",
  "GET /health",
];

function addRoutes(server: FastifyInstance, shelf: Shelf, { isFresh, now = Date.now }: ServerOptions): void {
  server.get("/health", async (_request, reply) =>
    sendJson(reply, JSON.stringify({ status: isFresh() ? "ok" : "stale" })),
  );
  server.get("/openapi.json", async (_request, reply) =>
    sendJson(reply, JSON.stringify(openApi(shelf.all()))),
  );
  server.get("/features", async (_request, reply) => {
    const moment = now();
    return sendJson(reply, JSON.stringify({ sets: shelf.all().map((pack) => summarize(pack, moment)) }));
  });
  server.get("/features/:set/*", async (request, reply) => {
    const { set } = request.params as { readonly set: string };
    const pack = requirePack(shelf, set);
    const key = readPathKey(pack, rawKey(request.raw.url ?? ""));
    return sendJson(reply, renderOne(pack, key, readQueryFeatures(pack, request.query), now()));
  });
  server.post("/features/:set", async (request, reply) => {
    const { set } = request.params as { readonly set: string };
    const pack = requirePack(shelf, set);
    const { keys, wanted } = readBatch(pack, request.body);
    return sendJson(reply, renderMany(pack, keys, wanted, now()));
  });
}

/** What stands behind `/features/{set}/` in a URL, not decoded. */
function rawKey(url: string): string {
  return /^\/features\/[^/]*\/([^?]*)/.exec(url)?.[1] ?? "";
}

function requirePack(shelf: Shelf, name: string): Pack {
  const pack = shelf.find(name);
  if (pack !== undefined) return pack;
  const known = shelf.all().map(({ content }) => content.set.name);
  const suggestion = findSuggestion(name, known);
  throw new DiagnosticError([
    diagnose("Q1266", { name, known, ...(suggestion !== undefined && { suggestion }) }),
  ]);
}

/** Features are of people: nobody on the way keeps them. */
function sendJson(reply: FastifyReply, text: string | Buffer): FastifyReply {
  return reply
    .header("content-type", "application/json; charset=utf-8")
    .header("cache-control", "no-store")
    .send(text);
}

/** For what is no HTTP at all. */
const malformedResponse = (() => {
  const body = renderRefusal(refusalOf({ statusCode: 400 }));
  return `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;
})();
