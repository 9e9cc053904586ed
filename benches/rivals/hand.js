// A worker that shares the steps of our CPU executor.

import init, { hand } from './bench.js';

await init();
hand();
