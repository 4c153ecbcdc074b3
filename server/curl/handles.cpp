#include "curl/handles.hpp"

#include <charconv>
#include <system_error>

namespace eigenfaces::service::curl {

void add(HeaderList& list, const std::string& line) {
    curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list.release());  // is the head of the longer one
    list.reset(longer);
}

std::string field(CURL* easy, const char* name) {
    curl_header* found = nullptr;
    if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK) return {};
    return found->value;
}

std::optional<std::uint64_t> number_in(std::string_view value) {
    std::uint64_t number = 0;
    const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (failure != std::errc() || end != value.data() + value.size()) return std::nullopt;
    return number;
}

}  // namespace eigenfaces::service::curl
