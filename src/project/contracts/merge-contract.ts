import type { Json } from "../definitions.ts";
import { isMap } from "../settings.ts";
import type { ContractChange, ContractSummary } from "./contract-change.ts";

type Plain = { readonly [key: string]: Json };

/** What a model's entry says once a contract is written, and what is new about it. Plain data, without any regard to how it is written. */
export function mergeContract(
  entry: Plain,
  change: ContractChange,
  typeKey: "type" | "data_type",
): { readonly entry: Plain; readonly summary: ContractSummary } {
  const columns = (Array.isArray(entry.columns) ? entry.columns : []).filter(isMap);
  const merged: Plain[] = [...columns];
  const added: ContractSummary["added"][number][] = [];
  const typed: ContractSummary["typed"][number][] = [];
  const filled: string[] = [];
  let after = -1;
  for (const { name, type, isOther, isFilled } of change.columns) {
    const index = merged.findIndex((column) => nameOf(column) === name.toLowerCase());
    const found = merged[index];
    if (found === undefined) {
      const column: Plain = { name, [typeKey]: type };
      const constraints = [{ type: "not_null" }];
      merged.splice(++after, 0, isFilled ? { ...column, constraints } : column);
      added.push({ name, type });
      continue;
    }
    after = index;
    const key = ["type", "data_type"].find((one) => found[one] !== undefined) ?? typeKey;
    const before = found[key];
    const isTyped = before !== undefined && before !== null;
    let column = found;
    if (!isTyped || isOther) {
      column = { ...column, [key]: type };
      typed.push({ name, type, ...(isTyped && { before: String(before) }) });
    }
    if (isFilled) {
      const constraints = Array.isArray(column.constraints) ? column.constraints : [];
      column = { ...column, constraints: [...constraints, { type: "not_null" }] };
      filled.push(name);
    }
    merged[index] = column;
  }
  const contract = change.contract && !hasContract(entry);
  const whole = {
    ...(contract ? withContract(entry) : entry),
    ...(merged.length > 0 && { columns: merged }),
  };
  return { entry: whole, summary: { name: change.name, contract, added, typed, filled } };
}

/** True where nothing is new. */
export function isUnchanged({ contract, added, typed, filled }: ContractSummary): boolean {
  return !contract && added.length + typed.length + filled.length === 0;
}

const nameOf = ({ name }: Plain) => String(name).toLowerCase();

function hasContract({ contract, config }: Plain): boolean {
  return [contract, isMap(config) ? config.contract : undefined].some(
    (said) => said === true || (isMap(said) && said.enforced === true),
  );
}

/** Where a contract is denied it is affirmed; otherwise it stands with the settings: under `config:` where there is one. */
function withContract(entry: Plain): Plain {
  const { contract, config } = entry;
  if (contract !== undefined && contract !== null) return { ...entry, contract: affirmed(contract) };
  if (!isMap(config)) return { ...entry, contract: true };
  const { contract: below } = config;
  return {
    ...entry,
    config: { ...config, contract: below === undefined ? { enforced: true } : affirmed(below) },
  };
}

const affirmed = (contract: Json): Json => (isMap(contract) ? { ...contract, enforced: true } : true);
