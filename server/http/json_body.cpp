#include "http/json_body.hpp"

#include <vector>

#include "http/utf8.hpp"

namespace gasworks::http {

namespace {

using Json = nlohmann::json;

// Builds the value and stops at the first thing that is too much.
class Builder : public nlohmann::json_sax<Json> {
  public:
    explicit Builder(JsonLimits limits) : limits_(limits) {}

    bool null() override { return put(nullptr); }
    bool boolean(bool value) override { return put(value); }
    bool number_integer(number_integer_t value) override { return put(value); }
    bool number_unsigned(number_unsigned_t value) override { return put(value); }
    bool number_float(number_float_t value, const string_t& /*text*/) override { return put(value); }
    bool string(string_t& value) override { return put(std::move(value)); }
    bool binary(binary_t& /*value*/) override { return fail("binary values are not JSON"); }
    bool start_object(std::size_t /*elements*/) override { return open(Json::object()); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t /*elements*/) override { return open(Json::array()); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        if (open_.back()->contains(name))
            return fail("the name " + in_quotes(name) + " occurs twice in one object");
        key_ = std::move(name);
        return true;
    }
    bool parse_error(std::size_t /*position*/, const std::string& /*last_token*/,
                     const nlohmann::detail::exception& error) override {
        // "[json.exception.parse_error.101] parse error at line 1, column 2: ..."
        std::string text = error.what();
        const auto bracket = text.find("] ");
        if (bracket != std::string::npos) text.erase(0, bracket + 2);
        // What was read last comes from the client, in any encoding.
        text = text.substr(0, text.find("; last read"));
        return fail(text);
    }

    Json& result() { return result_; }
    const std::string& error() const { return error_; }

  private:
    template <class Value>
    Json* place(Value&& value) {
        if (open_.empty()) {
            result_ = std::forward<Value>(value);
            return &result_;
        }
        Json& parent = *open_.back();
        if (parent.is_array()) {
            return &parent.emplace_back(std::forward<Value>(value));
        }
        return &(parent[std::move(key_)] = std::forward<Value>(value));
    }
    template <class Value>
    bool put(Value&& value) {
        if (!count()) return false;
        place(std::forward<Value>(value));
        return true;
    }
    bool open(Json container) {
        if (!count()) return false;
        if (open_.size() == limits_.depth) {
            return fail("more than " + std::to_string(limits_.depth) +
                        " arrays and objects within each other");
        }
        open_.push_back(place(std::move(container)));
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }
    bool count() {
        return ++values_ <= limits_.values || fail("more than " + std::to_string(limits_.values) + " values");
    }
    bool fail(std::string why) {
        error_ = std::move(why);
        return false;
    }

    JsonLimits limits_;
    Json result_;
    std::vector<Json*> open_;  // a container stays where it is while it is open: only its own content grows
    std::string key_;
    std::size_t values_ = 0;
    std::string error_;
};

}  // namespace

tl::expected<nlohmann::json, std::string> parse_json(std::string_view text, JsonLimits limits) {
    if (text.empty()) return tl::make_unexpected("the body is empty, not JSON");
    Builder builder(limits);
    if (!Json::sax_parse(text, &builder))
        return tl::make_unexpected("the body is not JSON as it is taken here: " + builder.error());
    return std::move(builder.result());
}

std::string json_text(const nlohmann::json& value) {
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace gasworks::http
