/** The keys of `after` that differ from `before`: what setData has to carry over WeChat's bridge, and no more. */
export function changes(before, after) {
  const different = {}
  for (const key of Object.keys(after)) {
    if (JSON.stringify(before[key]) !== JSON.stringify(after[key])) different[key] = after[key]
  }
  return different
}
