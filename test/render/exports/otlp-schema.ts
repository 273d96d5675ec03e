import { Ajv } from 'ajv';

// ExportTraceServiceRequest of opentelemetry-proto 1.x in its JSON mapping: ids in hexadecimal, 64-bit numbers as text,
// fields in lowerCamelCase.

const text = { type: 'string' };
const nanoseconds = { type: 'string', pattern: '^(?:0|[1-9][0-9]{0,19})$' };
const whole = { type: 'string', pattern: '^-?[0-9]{1,19}$' };

function message(
  properties: Readonly<Record<string, object>>,
  required: readonly string[] = Object.keys(properties),
): object {
  return { type: 'object', properties, required, additionalProperties: false };
}

const value = {
  oneOf: [
    message({ stringValue: text }),
    message({ boolValue: { type: 'boolean' } }),
    message({ intValue: whole }),
    message({ doubleValue: { type: 'number' } }),
    message({ arrayValue: message({ values: { type: 'array', items: message({ stringValue: text }) } }) }),
  ],
};
const attributes = { type: 'array', items: message({ key: { type: 'string', minLength: 1 }, value }) };

const span = message(
  {
    traceId: { type: 'string', pattern: '^(?!0+$)[0-9a-f]{32}$' },
    spanId: { type: 'string', pattern: '^(?!0+$)[0-9a-f]{16}$' },
    parentSpanId: { type: 'string', pattern: '^(?!0+$)[0-9a-f]{16}$' },
    name: { type: 'string', minLength: 1 },
    kind: { enum: [1, 2, 3, 4, 5] },
    startTimeUnixNano: nanoseconds,
    endTimeUnixNano: nanoseconds,
    attributes,
    events: { type: 'array', items: message({ timeUnixNano: nanoseconds, name: text, attributes }) },
    status: message({ code: { enum: [1, 2] }, message: text }, []),
  },
  ['traceId', 'spanId', 'name', 'kind', 'startTimeUnixNano', 'endTimeUnixNano', 'attributes', 'status'],
);

/** Says what is wrong with a request of OTLP, by its message definition. */
export const otlpValidator = new Ajv({ allErrors: true }).compile(
  message({
    resourceSpans: {
      type: 'array',
      items: message({
        resource: message({ attributes }),
        scopeSpans: {
          type: 'array',
          items: message({ scope: message({ name: text, version: text }), spans: { type: 'array', items: span } }),
        },
      }),
    },
  }),
);
