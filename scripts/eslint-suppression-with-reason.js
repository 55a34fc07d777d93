/** `eslint-disable-next-line rule` alone; what follows `--` is the reason. */
const DIRECTIVE = /^\s*(?:eslint-(?:disable|enable)\S*|svelte-ignore)\b/;
const WITH_REASON = /\s--\s+\S.{9,}/s;

/**
 * A suppression names its root cause: `// eslint-disable-next-line rule -- reason`, or a comment on the line above it.
 * @type {import('eslint').Rule.RuleModule}
 */
export const suppressionWithReason = {
  meta: {
    type: 'suggestion',
    docs: { description: 'a suppression carries its reason' },
    messages: { bare: 'Give the root cause: `-- reason` after the rule, or a comment on the line above.' },
    schema: []
  },
  create(context) {
    const comments = context.sourceCode.getAllComments();
    const isReason = (line) =>
      comments.some(({ loc, value }) => loc?.end.line === line && !DIRECTIVE.test(value) && value.trim().length >= 10);
    return {
      Program() {
        for (const comment of comments) {
          if (!comment.loc || !DIRECTIVE.test(comment.value) || /^\s*eslint-enable/.test(comment.value)) continue;
          if (WITH_REASON.test(comment.value) || isReason(comment.loc.start.line - 1)) continue;
          context.report({ loc: comment.loc, messageId: 'bare' });
        }
      }
    };
  }
};
