import {
  type CommentTag,
  type DeclarationReflection,
  IntrinsicType,
  type Options,
  type ProjectReflection,
  type Reflection,
  ReflectionKind,
  ReflectionType,
  type SignatureReflection,
} from 'typedoc';
import { type MarkdownPageEvent, MarkdownTheme, MarkdownThemeContext } from 'typedoc-plugin-markdown';
import { areas } from './areas.ts';

const paragraphs = (parts: readonly (string | false | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== false && part !== '').join('\n\n');

const isSection = ({ type }: DeclarationReflection): boolean =>
  type instanceof ReflectionType && type.declaration.children !== undefined;

const isNote = ({ tag }: CommentTag): boolean => tag === '@returns' || tag === '@throws';

/**
 * A leaner form than the plugin's: a signature with its types, then a list of what there is to say of its parts. No
 * heading repeats what the signature shows.
 */
class ReferenceContext extends MarkdownThemeContext {
  constructor(theme: MarkdownTheme, page: MarkdownPageEvent<Reflection>, options: Options) {
    super(theme, page, options);
    this.partials = {
      ...this.partials,
      body: (model, { headingLevel }) =>
        model.isProject() ? indexOf(model) : this.#members(model as DeclarationReflection, headingLevel),
      signatures: ({ signatures = [] }) => paragraphs(signatures.map((signature) => this.#signature(signature))),
      constructor: ({ signatures = [] }, { headingLevel }) =>
        paragraphs([`${'#'.repeat(headingLevel)} Constructor`, ...signatures.map((each) => this.#signature(each))]),
      // The signature is in the title of the type already.
      typeDeclarationContainer: () => '',
      hierarchy: () => '',
      inheritance: () => '',
    };
    const { getDeclarationType } = this.helpers;
    // The properties of a section have rows of their own.
    this.helpers.getDeclarationType = (model) =>
      isSection(model) ? new IntrinsicType('object') : getDeclarationType(model);
  }

  #signature(model: SignatureReflection): string {
    const comment = model.comment ?? model.parent.comment;
    const tags = comment?.blockTags ?? [];
    const notes = (model.parameters ?? []).flatMap(({ name, comment: note }) =>
      note ? [`- \`${name}\`: ${this.#item(note.summary)}`] : [],
    );
    for (const { tag, content } of tags.filter(isNote)) {
      const text = this.#item(content);
      // Who waits for a promise reads of its failure without hearing that it is returned.
      if (text.startsWith('rejects')) notes.push(`- R${text.slice(1)}`);
      else notes.push(`- ${tag === '@returns' ? 'Returns' : 'Throws'} ${text}`);
    }
    return paragraphs([
      this.partials.signatureTitle(model, {}),
      comment && this.helpers.getCommentParts(comment.summary),
      notes.join('\n'),
      ...tags.filter(({ tag }) => tag === '@example').map(({ content }) => this.helpers.getCommentParts(content)),
    ]);
  }

  /** Properties in a table, the rest one after the other. */
  #members(model: DeclarationReflection, headingLevel: number): string {
    const children = model.children ?? [];
    const properties = children.filter(({ kind }) => kind === ReflectionKind.Property);
    const others = children.filter(({ kind }) => kind !== ReflectionKind.Property);
    const base = model.extendedTypes?.find((type) => type.type === 'reference' && type.reflection !== undefined);
    return paragraphs([
      base && `Has all of ${this.partials.someType(base)}, and:`,
      properties.length > 0 && this.partials.propertiesTable(properties, { kind: model.kind, isEventProps: false }),
      this.partials.members(others, { headingLevel }),
    ]);
  }

  /** What may stand in one item of a list. */
  #item(parts: CommentTag['content']): string {
    return this.helpers.getCommentParts(parts).trim().replaceAll('\n', '\n  ');
  }
}

function indexOf({ children = [] }: ProjectReflection): string {
  const lines = areas.map(({ name, title, about }) => {
    const members = children.find((page) => page.name === name)?.children ?? [];
    return `- [${title}](${name}.md): ${about}\n  ${members.map((member) => `\`${member.name}\``).join(', ')}`;
  });
  return paragraphs(['The library `async-scope`. [The guide](../library.md) shows how to use it.', lines.join('\n')]);
}

/** Draws the pages of the API reference. */
export class ReferenceTheme extends MarkdownTheme {
  override getRenderContext(page: MarkdownPageEvent<Reflection>): MarkdownThemeContext {
    return new ReferenceContext(this, page, this.application.options);
  }

  override render(page: MarkdownPageEvent): string {
    // Nothing links to single rows of a table, and anchors there are in the way of whoever reads the source.
    return super
      .render(page)
      .replaceAll(/<a id="[^"]*"><\/a> /g, '')
      .replaceAll(/[ \t]+$/gm, '');
  }
}
