// The answer is heard too.

import { sound } from './sound.js'

function hear (root) {
  const answer = root.querySelector('[data-sound]')
  if (answer) sound(answer.dataset.sound)
}

hear(document)
document.addEventListener('verdict', event => hear(event.target))
