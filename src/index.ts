export type { Calibration } from './model/machine.js';
