#include "tests/server/upgrade/questions.hpp"

#include <stdexcept>
#include <vector>

#include "tests/server/service/http_client.hpp"

namespace {

std::vector<std::string> paths() {
    std::vector<std::string> all = {"/datasets/family?id=own", "/datasets/family/people/Ada_Abel?id=own"};
    for (const std::string id : {"default", "own"}) {
        for (const char* path : {"/workspace", "/uploads", "/jobs", "/datasets", "/models", "/models/1",
                                 "/models/2", "/models/current"})
            all.push_back(path + ("?id=" + id));
        all.push_back("/EigenfacesSVM/predict?image_file_paths=first.jpg,second.jpg&id=" + id);
    }
    return all;
}

}  // namespace

nlohmann::json answers_of(const std::string& base) {
    auto answers = nlohmann::json::object();
    for (const std::string& path : paths()) {
        const Answer answer = http_get(base + "/cloudmesh" + path, {"Accept: application/json"});
        if (answer.status != 200)
            throw std::runtime_error(path + ": " + std::to_string(answer.status) + ' ' + answer.body);
        answers[path] = answer.json();
    }
    // When a picture was uploaded is the time of its file, which is not kept with the sample.
    for (const std::string id : {"default", "own"}) {
        for (auto& upload : answers["/uploads?id=" + id]["uploads"])
            upload.erase("stored");
    }
    return answers;
}
