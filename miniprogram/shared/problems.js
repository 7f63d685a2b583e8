/** The short name of a refusal: urn:jinbo:problem:price-moved -> price-moved. */
export function codeOf({ type }) {
  return String(type || '').split(':').pop()
}

/** Which field of a form a refusal is about; empty when it is about the whole. */
export function fieldOf({ facts }) {
  return (facts && facts.field) || ''
}

/** Whether asking again later gets no other answer. */
export function isForGood({ status }) {
  return status === 403 || status === 404
}
