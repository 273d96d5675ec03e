/** What `agent-bench schema` prints the JSON Schema of. */
export const schemaNames = ['scenario', 'report', 'resilience', 'verification', 'sweep', 'compare', 'what-if'] as const;
export type SchemaName = (typeof schemaNames)[number];
