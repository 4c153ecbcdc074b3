#pragma once
#include <set>
#include <string>
#include <string_view>

namespace gasworks::generator {

/// "imageFilePaths", "image-file-paths" -> image_file_paths. Always an identifier that is neither a keyword
/// nor a well-known macro: other characters end a word, those outside of ASCII and names of punctuation alone
/// become u00e9, a digit in front gets "value_" before it.
std::string snake_case(std::string_view name);

/// "training-report" -> TrainingReport; a name that is of this form stays as it is.
std::string camel_case(std::string_view name);

/// The names of one scope.
class Names {
  public:
    explicit Names(std::initializer_list<std::string_view> taken = {});

    /// The name, or the name with _2, _3 ... behind it when it is taken; taken from now on.
    std::string claim(const std::string& name);

  private:
    std::set<std::string, std::less<>> taken_;
};

}  // namespace gasworks::generator
