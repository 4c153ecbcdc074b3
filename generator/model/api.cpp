#include "generator/model/api.hpp"

#include <algorithm>

namespace gasworks::generator {

std::vector<std::string> Operation::media_types() const {
    std::vector<std::string> types;
    for (const Response& response : responses) {
        if (response.status / 100 != 2) continue;
        for (const Content& content : response.contents) {
            if (std::find(types.begin(), types.end(), content.media_type) == types.end()) {
                types.push_back(content.media_type);
            }
        }
    }
    return types;
}

bool Operation::declares(int status) const {
    return std::any_of(responses.begin(), responses.end(),
                       [status](const Response& response) { return response.status == status; });
}

}  // namespace gasworks::generator
