#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "generator/cpp/names.hpp"
#include "generator/model/api.hpp"

namespace gasworks::generator {

/// How the schemas of an API are called in C++.
class Types {
  public:
    /// Everything that a schema becomes a type of its own for, in an order in which each is complete where it
    /// must be.
    struct Named {
        const Schema* schema = nullptr;
        std::string name;   ///< of the struct or enum class
        std::string parse;  ///< of the function that reads it
    };

    /// A default that is more than a literal, and the function that makes it.
    struct Default {
        const Schema* schema = nullptr;
        std::string function;
        std::string json;
    };

    explicit Types(const Api& api);

    const std::vector<Named>& named() const { return named_; }
    const std::vector<Default>& defaults() const { return defaults_; }
    const Named& named(const Schema& schema) const { return named_[index_.at(&schema.identity())]; }

    /// The C++ type of a value of this schema: "std::vector<Person>".
    std::string type(const Schema& schema) const;
    /// The types of an alternatives schema's values, each once.
    std::vector<std::string> alternative_types(const Schema& schema) const;
    /// Whether anything has alternatives, and whether anything contains itself.
    bool has_alternatives() const;
    bool has_boxes() const;
    std::string field_type(const Schema::Property& property) const;
    /// The type of a property or parameter: optional where it can be absent and has no default.
    std::string field_type(const Schema& schema, bool required) const;
    /// " = 70", "{}" or "": what the field is initialised with.
    std::string initializer(const Schema& schema, bool required) const;
    /// The names of the words of an enumeration, in order.
    std::vector<std::string> enumerators(const Schema& schema) const;
    /// The names of the properties' fields, in order.
    static std::vector<std::string> fields(const Schema& schema);

    /// A name in the generated namespace that nothing else has.
    std::string claim(const std::string& name) { return names_.claim(name); }

  private:
    std::string value_type(const Schema& schema, bool expanded) const;
    std::string whole_type(const Schema& schema, bool expanded) const;
    void claim_default(const Schema& schema, const std::string& suggestion);
    void claim_type(const Schema& schema, const std::string& suggestion);
    void name(const Schema& referred, const std::string& suggestion);
    void name_contents(const std::vector<Content>& contents, const std::string& suggestion);
    void sort();
    std::string value(const Schema& schema, const Node& value) const;

    Names names_;
    Names functions_;
    std::vector<Named> named_;
    std::vector<Default> defaults_;
    std::map<const Schema*, std::size_t> index_;
    std::set<const Schema*> passed_;
};

}  // namespace gasworks::generator
