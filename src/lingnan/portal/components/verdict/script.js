// The answer is heard too.

import { sound } from './sound.js'

const answer = document.querySelector('[data-sound]')
if (answer) sound(answer.dataset.sound)
