// Checks a COSE_Sign1 message by @auth0/cose, for `bench/credentials.py`: in JSON {jwk, message, turns, calls}, out the seconds
// of processor time that the quickest turn took.

import { readFileSync } from 'node:fs'
import { COSEKey, Sign1 } from '@auth0/cose'

const { jwk, message, turns, calls } = JSON.parse(readFileSync(0, 'utf8'))
const data = Buffer.from(message, 'hex')
const key = await COSEKey.fromJWK(jwk).toKeyLike()

async function turn () {
  const begin = process.cpuUsage()
  for (let call = 0; call < calls; call++) await Sign1.decode(data).verify(key)
  const { user, system } = process.cpuUsage(begin)
  return (user + system) / 1e6
}

const took = []
for (let each = 0; each < turns; each++) took.push(await turn())

const altered = Buffer.from(data)
altered[altered.length - 1] ^= 1
const isBelieved = await Sign1.decode(altered).verify(key).then(() => true, () => false)
if (isBelieved) throw new Error('an altered message was believed')
console.log(Math.min(...took))
