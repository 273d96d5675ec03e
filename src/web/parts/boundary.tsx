import { Component, type ReactNode } from 'react';
import { clip, printable } from '../../lib/text.js';

/** Shows a message in place of children that throw; the rest of the page stays. */
export class Boundary extends Component<{ readonly children: ReactNode }, { readonly why: string | undefined }> {
  override state = { why: undefined };

  static getDerivedStateFromError(thrown: unknown): { why: string } {
    return { why: thrown instanceof Error ? thrown.message : String(thrown) };
  }

  override render(): ReactNode {
    const { why } = this.state;
    return why === undefined ? (
      this.props.children
    ) : (
      <p role="alert" className="warning">
        This part of the page could not be shown ({clip(printable(why), 200)}). The report itself is whole: agent-bench
        report FILE prints it.
      </p>
    );
  }
}
