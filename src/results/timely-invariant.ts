/** The invariant that a lattice's `allowanceMs` is for. Apart from the schema, which a page does not load. */
export const timelyInvariant = 'the answer comes no later than the overall timeout';
