#include "generator/model/api.hpp"

#include <algorithm>

namespace gasworks::generator {

std::vector<std::string> Operation::media_types() const {
    std::vector<std::string> types;
    for (const Response& response : responses) {
        if (!is_success(response)) continue;
        for (const Content& content : response.contents) {
            if (std::find(types.begin(), types.end(), content.media_type) == types.end()) {
                types.push_back(content.media_type);
            }
        }
    }
    return types;
}

bool Operation::declares(int status) const {
    return std::any_of(responses.begin(), responses.end(), [status](const Response& response) {
        return response.status == status || response.status == status / 100 || response.status == 0;
    });
}

bool Operation::names(int status) const {
    return std::any_of(responses.begin(), responses.end(),
                       [status](const Response& response) { return response.status == status; });
}

bool Operation::is_success(const Response& response) const {
    const auto successful = [](int status) { return status / 100 == 2 || status == 2; };
    if (response.status != 0) return successful(response.status);
    return std::none_of(responses.begin(), responses.end(),
                        [&](const Response& other) { return successful(other.status); });
}

const PartEncoding* Content::encoding_of(const std::string& property) const {
    const auto found = std::find_if(encoding.begin(), encoding.end(),
                                    [&](const PartEncoding& part) { return part.property == property; });
    return found == encoding.end() ? nullptr : &*found;
}

}  // namespace gasworks::generator
