// Reads CBOR (RFC 8949) as the platform writes it: definite lengths, and of the tags those of dates.

export class Malformed extends Error {}
export class Truncated extends Error {}

const TEXT = new TextDecoder('utf-8', { fatal: true })
const DAYS = 100
const DATE = 1004
const DAY = 86_400_000
const DEEPEST = 16
const SIMPLE = { 20: false, 21: true, 22: null }
const SIZES = { 24: 1, 25: 2, 26: 4, 27: 8 }

class Reader {
  constructor (data) {
    this.data = data
    this.view = new DataView(data.buffer, data.byteOffset, data.byteLength)
    this.at = 0
  }

  take (length) {
    if (this.at + length > this.data.length) throw new Truncated()
    this.at += length
    return this.at - length
  }

  // The argument of a head: a length, a number, a tag.
  argument (low) {
    if (low < 24) return low
    const size = SIZES[low]
    if (!size) throw new Malformed('an indefinite length')
    const at = this.take(size)
    if (size === 1) return this.view.getUint8(at)
    if (size === 2) return this.view.getUint16(at)
    if (size === 4) return this.view.getUint32(at)
    return this.view.getUint32(at) * 2 ** 32 + this.view.getUint32(at + 4)
  }

  bytes (length) {
    const at = this.take(length)
    return this.data.subarray(at, at + length)
  }

  text (length) {
    try {
      return TEXT.decode(this.bytes(length))
    } catch (error) {
      if (error instanceof Truncated) throw error
      throw new Malformed('not UTF-8')
    }
  }

  map (length, depth) {
    const map = new Map()
    for (let left = length; left; left--) map.set(this.item(depth), this.item(depth))
    return map
  }

  array (length, depth) {
    const array = []
    for (let left = length; left; left--) array.push(this.item(depth))
    return array
  }

  tagged (tag, depth) {
    const value = this.item(depth)
    if (tag === DATE) return value
    return tag === DAYS ? new Date(value * DAY).toISOString().slice(0, 10) : { tag, value }
  }

  special (low) {
    if (low in SIMPLE) return SIMPLE[low]
    if (low === 26) return this.view.getFloat32(this.take(4))
    if (low === 27) return this.view.getFloat64(this.take(8))
    throw new Malformed('a value of no use here')
  }

  item (depth = 0) {
    if (depth > DEEPEST) throw new Malformed('too deep')
    const head = this.data[this.take(1)]
    const low = head & 31
    if (head >> 5 === 7) return this.special(low)
    const argument = this.argument(low)
    switch (head >> 5) {
      case 0: return argument
      case 1: return -1 - argument
      case 2: return this.bytes(argument)
      case 3: return this.text(argument)
      case 4: return this.array(argument, depth + 1)
      case 5: return this.map(argument, depth + 1)
      default: return this.tagged(argument, depth + 1)
    }
  }
}

// One data item, with nothing after it.
export function decode (data) {
  const reader = new Reader(data)
  const value = reader.item()
  if (reader.at !== data.length) throw new Malformed('bytes follow the CBOR data')
  return value
}

// A byte string as it is written.
export function encodeBytes (data) {
  const { length } = data
  const head = length < 24
    ? [0x40 | length]
    : length < 0x100
      ? [0x58, length]
      : length < 0x10000 ? [0x59, length >> 8, length & 255] : [0x5a, length >>> 24, length >> 16 & 255, length >> 8 & 255, length & 255]
  return join(Uint8Array.from(head), data)
}

export function join (...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
