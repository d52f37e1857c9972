/**
 * Names of interfaces for the names of nodes, in order: `fct_orders` is `FctOrders`. Names that would be the same get a number; what is no
 * letter or digit is left out; a digit at the start is put behind an underscore.
 */
export function interfaceNames(names: readonly string[]): readonly string[] {
  // The types of columns use this one.
  const taken = new Set(["Record"]);
  return names.map((name) => {
    const wanted = pascalCase(name);
    let free = wanted;
    for (let number = 2; taken.has(free); number++) free = `${wanted}_${number}`;
    taken.add(free);
    return free;
  });
}

function pascalCase(name: string): string {
  const words = name.match(/[\p{L}\p{Nd}]+/gu) ?? ["node"];
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return /^\p{L}/u.test(joined) ? joined : `_${joined}`;
}
