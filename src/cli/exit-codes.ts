/** Exit codes, as `--help` and the README list them. */
export const exitCodes = {
  done: 0,
  defect: 1,
  usage: 2,
  noAnswer: 3,
  brokenInvariant: 4,
  gateFailed: 10,
  gateInconclusive: 11,
  gateUnjudged: 12,
  interrupted: 130,
} as const;

export const exitCodesHelp = `Exit codes:
  0    done
  1    a defect of agent-bench
  2    wrong usage, scenario or file; or a report could not be written
  3    no source answered in some mode
  4    an invariant is broken (resilience), or a check failed (verify)
  10   a gate failed
  11   a gate was inconclusive
  12   a gate could not be judged
  130  interrupted; what was finished is saved
Of several, the first of 2, 130, 3, 10, 12 and 11 is given.`;
