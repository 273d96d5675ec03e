/** What calibration found out about this machine and the kernel. */
export interface Calibration {
  /** Work units of the kernel that one CPU millisecond holds, one worker busy. */
  readonly unitsPerCpuMs: number;
  /**
   * How much longer a unit takes with every worker busy than alone, by CPU time; 1 where cores do not slow each other.
   */
  readonly contention: number;
  /** Spread of the samples alone: (90th percentile − 10th percentile) / median. */
  readonly spread: number;
}
