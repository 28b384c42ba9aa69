"""The look: tokens, one style sheet made from them, the bundled type and the icons."""
