#pragma once
#include "generator/cpp/operation_names.hpp"
#include "generator/cpp/readers.hpp"
#include "generator/cpp/text.hpp"

namespace gasworks::generator {

/// The function serve_... of one operation: chooses the answer's media type, reads parameters and body, says
/// what is wrong with them or calls the operation.
void write_handler(Text& text, const OperationNames& names, Readers& readers);

}  // namespace gasworks::generator
