// Texts that a reader of YAML takes for something else than text. Pure.
#pragma once
#include <string>

namespace postern::admin {

/// YAML 1.1 reads `yes`, `on`, `null`, numbers, days and times as values of other kinds; 1.2 some of them. Such a text
/// needs quotes. The empty text is read as null, and needs them too.
bool needs_quotes(const std::string& text);

}  // namespace postern::admin
