// Installs and builds what is missing. Plain JavaScript, and only Node's own modules: nothing is installed yet.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isStale, root } from "./fingerprint.mjs";

/** Installs the packages where one of them is missing or of another version than package-lock.json says. */
export function ensureInstalled() {
  requireNode();
  const missing = findMissing();
  if (missing.length === 0) return;
  const some =
    missing.length > 3
      ? `${missing.slice(0, 3).join(", ")} and ${missing.length - 3} more`
      : missing.join(", ");
  say(`installing packages (missing: ${some})`);
  const fresh = !existsSync(join(root, "node_modules"));
  const locked = existsSync(join(root, "package-lock.json"));
  const wish = ["--include=dev", "--no-audit", "--no-fund"];
  if (fresh && locked && runNpm(["ci", ...wish])) return;
  if (!runNpm(["install", ...wish])) stop("npm could not install the packages; its message is above");
}

/** Installs, and builds dist/ where it is not made from the sources as they are. */
export function ensureBuilt() {
  ensureInstalled();
  if (!isStale()) return;
  say("building");
  if (!runNode([join("src", "scripts", "build.mjs")])) stop("the build failed; its message is above");
}

/** Runs a script with this Node in the package's folder; true where it ended well. */
export function runNode(parameters, environment = {}) {
  const result = spawnSync(process.execPath, parameters, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  return result.status === 0;
}

/** Prints a line that a reader can tell from the output of the tools. */
export function say(text) {
  process.stdout.write(`> ${text}\n`);
}

/** Ends with a message and exit code 1. */
export function stop(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    stop(`Node ${process.versions.node} is too old: quern needs 20.19 or newer (https://nodejs.org)`);
}

function findMissing() {
  const { dependencies, devDependencies } = readJson("package.json");
  const locked = existsSync(join(root, "package-lock.json")) ? readJson("package-lock.json").packages : {};
  return Object.keys({ ...dependencies, ...devDependencies }).filter((name) => {
    const installed = join("node_modules", ...name.split("/"), "package.json");
    if (!existsSync(join(root, installed))) return true;
    const wanted = locked[`node_modules/${name}`]?.version;
    return wanted !== undefined && readJson(installed).version !== wanted;
  });
}

function runNpm(parameters) {
  // npm says where it is to the scripts it starts; otherwise its command is found as a shell would.
  const npm = process.env.npm_execpath;
  const result = npm?.endsWith(".js")
    ? spawnSync(process.execPath, [npm, ...parameters], { cwd: root, stdio: "inherit" })
    : spawnSync("npm", parameters, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  return result.status === 0;
}

function readJson(file) {
  return JSON.parse(readFileSync(join(root, file), "utf8"));
}
