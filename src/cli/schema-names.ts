/** What `agent-bench schema` prints the JSON Schema of. */
export const schemaNames = ['scenario', 'report', 'resilience', 'verification', 'sweep', 'compare'] as const;
export type SchemaName = (typeof schemaNames)[number];
