// Figures as people say and type them (pure).

/** 1990 -> "19.90"; whole yuan without their fen: 2000 -> "20". */
export function yuan(fen) {
  const size = Math.abs(fen);
  const whole = Math.trunc(size / 100).toLocaleString("en-US");
  const rest = size % 100 ? `.${String(size % 100).padStart(2, "0")}` : "";
  return `${fen < 0 ? "-" : ""}${whole}${rest}`;
}

/** "19.9" -> 1990; NaN for what is no amount of money. */
export function fen(typed) {
  const found = /^\s*[¥￥]?(\d{1,7})(?:[.。](\d{1,2}))?\s*$/.exec(typed);
  return found ? Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0") || 0) : NaN;
}

/** 75 -> "1:15". */
export function span(seconds) {
  const left = Math.max(0, Math.ceil(seconds));
  const two = (number) => String(number).padStart(2, "0");
  if (left >= 7200) return `${Math.floor(left / 3600)}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
  return `${Math.floor(left / 60)}:${two(left % 60)}`;
}

/** How long, as one says it: 200 -> "3 分 20 秒" by the words `minutesSeconds` and `seconds`. */
export function lasting(seconds, { minutesSeconds, seconds: only }) {
  const minutes = Math.floor(seconds / 60);
  const values = { minutes, seconds: Math.floor(seconds % 60) };
  return (minutes ? minutesSeconds : only).replace(/\{(\w+)\}/g, (_hole, name) => values[name]);
}

/** A moment by the shop's clock: "20:15". */
export function clock(moment) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" }).format(new Date(moment));
}

/** The same to the second: "20:15:09". */
export function second(moment) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", timeStyle: "medium" }).format(new Date(moment));
}

/** 0.0345 -> "3.5%". */
export const share = (part) => `${(part * 100).toFixed(1)}%`;

/** `list` with the entry at `from` moved to the place `to`. */
export function moved(list, from, to) {
  const rest = [...list];
  const [one] = rest.splice(from, 1);
  rest.splice(Math.max(0, Math.min(to, rest.length)), 0, one);
  return rest;
}

/** So many points for each of so many people, and the fen that they pay for where `perYuan` points pay one yuan; 0: nothing to say. */
export function atMost(each, people, perYuan) {
  const points = each > 0 && people > 0 ? each * people : 0;
  return { points, fen: perYuan > 0 ? Math.floor((points * 100) / perYuan) : 0 };
}
