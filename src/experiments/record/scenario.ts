import { clip, counted } from '../../lib/text.js';
import { scenarioSchema, type Scenario, type ScenarioSource } from '../../scenario/schema.js';
import { withoutDefaults } from '../../scenario/without-defaults.js';
import { maxFaults } from '../../scenario/fields/source.js';
import { recordedFaults, slowFailures } from './faults.js';
import { isMeasured, recordedCost, recordedInference } from './inference.js';
import { recordedLatency } from './latency.js';
import type { Recording, SourceRecording } from './recording.js';

/** A larger answer is not kept, in characters of JSON. */
const maxPayload = 65_536;
const maxDescription = 2000;
/** So few tell nothing of a 95th percentile. */
const fewRounds = 20;

/**
 * A recording as a scenario for simulated time, as JSON: its sources take as long and fail as often as they were
 * measured to. All else is the scenario's that was recorded.
 */
export function recordedScenario(recording: Recording): string {
  const { scenario } = recording.loaded;
  const recorded: Scenario = {
    ...scenario,
    $schema: undefined, // which may be relative to where the scenario was
    description: clip(descriptionOf(recording), maxDescription),
    sources: scenario.sources.map((source, i) => recordedSource(source, recording.sources[i]!, recording)),
    inference: recordedInference(recording),
  };
  const text = JSON.stringify(withoutDefaults(recorded), null, 2);
  scenarioSchema.parse(JSON.parse(text)); // or nobody could read what took so long
  return `${text}\n`;
}

function recordedSource(
  source: ScenarioSource,
  measured: SourceRecording,
  { loaded: { scenario }, withFaults }: Recording,
): ScenarioSource {
  const { name, argument, timeout, policies } = source;
  const { scale } = scenario;
  const timesMs = measured.answeredMs.length > 0 ? measured.answeredMs : slowFailures(measured.failures);
  const cost =
    isMeasured(scenario) && scenario.inference.type !== 'openai'
      ? (recordedCost(measured.inferences, scale) ?? source.cost)
      : source.cost;
  return {
    name,
    argument,
    latency: recordedLatency(timesMs, scale),
    ...(isKept(measured) && { payload: { inline: measured.payload } }),
    ...(timeout !== undefined && { timeout }),
    ...(cost !== undefined && { cost }),
    faults: [...(withFaults ? [] : source.faults), ...recordedFaults(measured, scale)].slice(0, maxFaults),
    policies,
  };
}

/** Whether there is an answer that is small enough. */
function isKept({ payload }: SourceRecording): boolean {
  return payload !== undefined && JSON.stringify(payload).length <= maxPayload;
}

function descriptionOf(recording: Recording): string {
  const { loaded, createdAt, rounds, withFaults } = recording;
  const { name, description, sources } = loaded.scenario;
  const faults = withFaults
    ? ', its faults included'
    : sources.some((source) => source.faults.length > 0)
      ? ', without its faults, which are kept'
      : '';
  const of = description === '' ? `'${name}'` : `'${name}' (${description})`;
  const early = recording.sources.some(
    ({ failures, answeredMs }) => answeredMs.length > 0 && slowFailures(failures).length > 0,
  );
  const lost = early
    ? ['what failures took themselves is not kept: they strike at once, or after the usual time of their source']
    : [];
  const notes = [...lost, ...recordingWarnings(recording)].map(
    (warning) => ` ${warning[0]!.toUpperCase()}${warning.slice(1)}.`,
  );
  return (
    `Recorded on ${createdAt.slice(0, 16).replace('T', ' ')} UTC in ${counted(rounds, 'round')} from ` +
    `${of}${faults}.${notes.join('')}`
  );
}

/** What a recording does not tell as well as one might think, in lines. */
export function recordingWarnings({ sources, rounds }: Recording): string[] {
  const warnings = sources.flatMap((source) => {
    const { name, answeredMs, failures, payload, failedInferences } = source;
    const [failed] = failures;
    return [
      ...(failed !== undefined && answeredMs.length === 0
        ? [`source '${name}' never answered (${failed.failure.kind}: ${failed.failure.message})`]
        : []),
      ...(payload !== undefined && !isKept(source)
        ? [`source '${name}' answered with more than ${maxPayload / 1024} kB, so its text is made up`]
        : []),
      ...(failedInferences.length > 0
        ? [
            `${counted(failedInferences.length, 'inference')} on '${name}' failed ` +
              `(${failedInferences[0]!.message}), which is not recorded`,
          ]
        : []),
    ];
  });
  return rounds < fewRounds
    ? [...warnings, `${counted(rounds, 'round')} tell little of slow answers and rare failures; --runs asks for more`]
    : warnings;
}
