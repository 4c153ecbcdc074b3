#pragma once
#include "generator/diagnostics.hpp"
#include "generator/document/node.hpp"
#include "generator/document/sources.hpp"

namespace gasworks::generator {

struct Bundle {
    Node document;         ///< its positions name the files where things were written
    bool changed = false;  ///< something of another file is in it, or a reference was rewritten
};

/// The document in file 0 of `sources` (which was parsed without an error) with everything that it refers to
/// in other files: what can be a component becomes one, a path item is put in place of its reference,
/// references are rewritten to lead within the document.
///
/// A component is named as in its own file, by the last step of the pointer to it, or by its file where it is
/// all of it; a name that is taken gets _2, _3 ... behind it. A component that consists of a $ref to another
/// file is what that leads to, under its own name. References within other files start at those files.
///
/// What can't be followed is reported and left as it is: a URL, an absolute path, a file that is not there or
/// not YAML, a pointer to nothing, a circle of references, more than the limits.
Bundle bundle(Sources& sources, Diagnostics& diagnostics);

}  // namespace gasworks::generator
