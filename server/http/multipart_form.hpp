#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "http/json_values.hpp"
#include "http/multipart.hpp"
#include "http/parameter.hpp"
#include "http/violations.hpp"

namespace gasworks::http {

/// A file of a form, as an operation gets it.
struct FilePart {
    std::string name;          ///< of the part
    std::string filename;      ///< as sent: may be empty, may contain path separators
    std::string content_type;  ///< as sent; "application/octet-stream" where the part does not say
    std::string bytes;
    Headers headers = {};  ///< of the part, as sent
};

/// Reads the parts of a form into typed fields.
class FormReader {
  public:
    /// Adds a violation when the body is not a form. The body must outlive the reader.
    FormReader(std::string_view content_type, const std::string& body, Violations& found);
    FormReader(std::string_view content_type, const std::string&& body, Violations& found) = delete;

    /// A file that must be there, once.
    void file(std::string_view name, FilePart& field);
    void file(std::string_view name, std::optional<FilePart>& field);
    /// Files of one name, in order. `required`: at least one part of that name.
    void files(std::string_view name, std::vector<FilePart>& field, bool required, ArrayLimits limits);
    /// Files whose names are not among these, which are sorted.
    void other_files(const std::vector<std::string_view>& declared, std::vector<FilePart>& field);

    /// A field; of an array, every part of that name is an item. The field keeps its default when
    /// absent.
    template <class T, class Reader>
    void field(const Parameter& parameter, T& value, const Reader& reader) {
        const std::optional<nlohmann::json> json = text_value(parameter);
        read(parameter.name, json, value, reader);
    }
    /// A field whose text is JSON.
    template <class T, class Reader>
    void json_field(std::string_view name, bool required, T& value, const Reader& reader) {
        const std::optional<nlohmann::json> json = json_value(name, required);
        read(name, json, value, reader);
    }

    /// An array whose items are JSON texts, each in a part of that name; or a part that is the whole array,
    /// as many clients send it.
    template <class T, class Reader>
    void json_items(std::string_view name, bool required, T& value, const Reader& reader) {
        const std::optional<nlohmann::json> json = json_array(name, required);
        read(name, json, value, reader);
    }

    /// Parts of that name are of these media types or ranges; call it before they are read.
    void media_types(std::string_view name, const std::vector<std::string_view>& allowed);

    /// A violation for every part whose name is not among these, which are sorted.
    void no_others(const std::vector<std::string_view>& declared);
    /// How many different names the parts have.
    void count_properties(std::uint64_t least, std::optional<std::uint64_t> most);

  private:
    template <class T, class Reader>
    void read(std::string_view name, const std::optional<nlohmann::json>& json, T& value,
              const Reader& reader) {
        const Place body = Place::body();
        if (!json) return;
        if (auto result = reader(*json, body.at(name), found_)) value = *std::move(result);
    }
    std::vector<const Part*> named(std::string_view name) const;
    const Part* single(std::string_view name, bool required);
    std::optional<nlohmann::json> text_value(const Parameter& parameter);
    std::optional<nlohmann::json> json_value(std::string_view name, bool required);
    std::optional<nlohmann::json> json_array(std::string_view name, bool required);

    std::vector<Part> parts_;
    bool readable_ = false;
    Violations& found_;
};

}  // namespace gasworks::http
