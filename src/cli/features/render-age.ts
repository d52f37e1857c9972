/** `12 s`, `3 min`, `5 h 20 min`, `3 days`; of a moment to come, with a minus. */
export function renderAge(seconds: number): string {
  if (seconds < 0) return `-${renderAge(-seconds)}`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}
